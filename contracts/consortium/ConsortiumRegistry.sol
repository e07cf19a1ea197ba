// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {OrgId} from "../common/OrgId.sol";
import {FoundingRecord} from "./FoundingRecord.sol";
import {IConsortiumRegistry} from "./IConsortiumRegistry.sol";
import {IValidatorSet} from "./IValidatorSet.sol";
import {Nodes} from "./Nodes.sol";
import {Organisations} from "./Organisations.sol";

/// @title ConsortiumRegistry
/// @notice The register of the alliance, whole: `IConsortiumRegistry` says what it does, `IMembership` what rooms ask of it.
contract ConsortiumRegistry is Nodes {
    /// @inheritdoc IConsortiumRegistry
    address public immutable foundingRecord;

    /// @notice The contracts that the register works with.
    /// @param timelock Through which the alliance acts.
    /// @param accessManager Which knows the registrar and the compliance office.
    /// @param validatorSet Which consensus reads.
    /// @param rescueValidatorSet The standby list.
    struct Wiring {
        address timelock;
        address accessManager;
        IValidatorSet validatorSet;
        IValidatorSet rescueValidatorSet;
    }

    /// @param emergencyPeriod_ Seconds that an emergency suspension lasts unless confirmed.
    constructor(
        Wiring memory wiring,
        uint40 emergencyPeriod_,
        FoundingOrganisation[] memory founders
    )
        EIP712("Guildhall ConsortiumRegistry", "1")
        AccessManaged(wiring.accessManager)
        Organisations(wiring.timelock, emergencyPeriod_)
        Nodes(wiring.validatorSet, wiring.rescueValidatorSet)
    {
        if (founders.length == 0) revert Registry_BadFounding();
        for (uint256 i = 0; i < founders.length; ++i) {
            _found(founders[i]);
        }
        bytes memory record = abi.encode(founders);
        foundingRecord = address(new FoundingRecord(record));
        _openLog(keccak256(record));
    }

    function _found(FoundingOrganisation memory founder) private {
        OrgId orgId = _enrol(founder.name, founder.legalId, founder.capabilities, founder.kycExpiresAt);
        for (uint256 i = 0; i < founder.accounts.length; ++i) {
            _insertAccount(orgId, founder.accounts[i].account, founder.accounts[i].rights);
        }
        if (_organisations[orgId].adminCount == 0) revert Registry_LastAdmin(orgId, address(0));
        for (uint256 i = 0; i < founder.nodes.length; ++i) {
            _insertNode(orgId, founder.nodes[i].publicKey, founder.nodes[i].endpoint);
        }
    }
}
