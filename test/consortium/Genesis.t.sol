// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {ConsortiumGovernor} from "../../contracts/consortium/ConsortiumGovernor.sol";
import {ConsortiumRegistry} from "../../contracts/consortium/ConsortiumRegistry.sol";
import {Directory} from "../../contracts/consortium/Directory.sol";
import {IConsortiumGovernor} from "../../contracts/consortium/IConsortiumGovernor.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {Founding} from "./Founding.sol";

/// @notice What holds right after the founding, and foundings that are refused.
contract GenesisTest is Founding {
    address private constant ELSEWHERE = address(0x8888);

    function setUp() public {
        found(4, 2);
    }

    function test_membersStand() public view {
        assertEq(registry.organisationCount(), 4, "organisations");
        assertEq(registry.memberCount(), 4, "members");
        for (uint256 i = 1; i <= 4; ++i) {
            assertStatus(i, IConsortiumRegistry.Status.Active, "status");
            IConsortiumRegistry.Organisation memory record = registry.organisationOf(org(i));
            assertEq(record.admittedAt, 1, "admitted at");
            assertEq(record.accountCount, 4, "accounts");
            assertEq(record.adminCount, 2, "admins");
            assertEq(record.nodeCount, 3, "nodes");
            assertEq(OrgId.unwrap(registry.requireMember(operator(i))), i, "member");
            assertEq(OrgId.unwrap(registry.organisationOfNode(validatorNode(i))), i, "node");
        }
        uint256 members = registry.memberBitmap(0);
        uint256 standing = registry.standingBitmap(0);
        assertEq(members, 0x1e, "member bits");
        assertEq(standing, 0x1e, "standing bits");
        assertEq(registry.standingChangedAt(), 0, "standing changed at");
    }

    function test_officesAreHeld() public {
        (bool held, ) = offices.hasRole(REGISTRAR, registrar());
        assertTrue(held, "registrar");
        (held, ) = offices.hasRole(COMPLIANCE, complianceOfficer());
        assertTrue(held, "compliance officer");
        (held, ) = offices.hasRole(offices.ADMIN_ROLE(), address(timelock));
        assertTrue(held, "the timelock administers the offices");
        vm.prank(registrar());
        registry.renewKyc(org(1), KYC_UNTIL + 1);
    }

    function test_aRegisterFoundedInABlockDatedZeroHasMembers() public {
        vm.warp(0);
        deployTo(
            ELSEWHERE,
            codeOf("ConsortiumRegistry"),
            abi.encode(wiring(), EMERGENCY_PERIOD, _founders(1))
        );
        assertEq(IConsortiumRegistry(ELSEWHERE).organisationOf(org(1)).admittedAt, 1, "admitted at");
    }

    function test_theRegisterKnowsItsNeighbours() public view {
        assertEq(registry.timelock(), address(timelock), "timelock");
        assertEq(registry.authority(), address(offices), "offices");
        assertEq(address(registry.validatorSet()), address(validators), "validators");
        assertEq(address(registry.rescueValidatorSet()), address(rescue), "rescue");
        assertEq(registry.emergencyPeriod(), EMERGENCY_PERIOD, "emergency period");
    }

    function test_theLogOpensWithTheFoundingRecord() public view {
        (uint64 sequence, uint64 blockNumber, bytes32 head) = registry.logTip();
        assertEq(sequence, 0, "sequence");
        assertEq(blockNumber, 0, "block");
        bytes memory code = registry.foundingRecord().code;
        assertEq(uint8(code[0]), 0, "the record starts with STOP");
        bytes memory record = new bytes(code.length - 1);
        for (uint256 i = 0; i < record.length; ++i) record[i] = code[i + 1];
        assertEq(head, keccak256(record), "head");
        IConsortiumRegistry.FoundingOrganisation[] memory list = abi.decode(
            record,
            (IConsortiumRegistry.FoundingOrganisation[])
        );
        assertEq(keccak256(record), keccak256(abi.encode(list)), "decodes");
        assertEq(list.length, 4, "founders");
        assertEq(list[2].name, "Founder 3", "name");
        assertEq(list[2].nodes[1].seat, 2, "seat");
    }

    function test_nobodyButTheAllianceHoldsPower() public view {
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), address(governor)), "governor proposes");
        assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(governor)), "governor executes");
        assertFalse(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(0)), "anyone executes");
        assertFalse(
            timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)),
            "the builder administers"
        );
        (bool held, ) = offices.hasRole(offices.ADMIN_ROLE(), address(this));
        assertFalse(held, "the builder administers the offices");
    }

    function test_revertsWithoutFounders() public {
        _refused(_founders(0), abi.encodeWithSelector(IConsortiumRegistry.Registry_BadFounding.selector));
    }

    function test_revertsWhenAFounderHasNoAdmin() public {
        IConsortiumRegistry.FoundingOrganisation[] memory list = _founders(2);
        for (uint256 i = 0; i < 4; ++i) list[1].accounts[i].rights = Rights.OPERATOR;
        _refused(
            list,
            abi.encodeWithSelector(IConsortiumRegistry.Registry_LastAdmin.selector, org(2), address(0))
        );
    }

    function test_revertsWhenFoundersShareAnything() public {
        IConsortiumRegistry.FoundingOrganisation[] memory list = _founders(2);
        list[1].legalId = list[0].legalId;
        _refused(
            list,
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_LegalIdTaken.selector,
                list[0].legalId,
                org(1)
            )
        );
        list = _founders(2);
        list[1].accounts[3].account = operator(1);
        _refused(
            list,
            abi.encodeWithSelector(IConsortiumRegistry.Registry_AccountTaken.selector, operator(1), org(1))
        );
        list = _founders(2);
        list[1].nodes[0].publicKey = list[0].nodes[2].publicKey;
        _refused(
            list,
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NodeTaken.selector, spareNode(1), org(1))
        );
    }

    function test_revertsWhenAFounderIsUnsound() public {
        IConsortiumRegistry.FoundingOrganisation[] memory list = _founders(1);
        list[0].name = "";
        _refused(list, abi.encodeWithSelector(IConsortiumRegistry.Registry_BadName.selector, 0));
        list = _founders(1);
        list[0].capabilities = Capabilities.ALL + 1;
        _refused(
            list,
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_BadCapabilities.selector,
                Capabilities.ALL + 1
            )
        );
        list = _founders(1);
        list[0].accounts[0].rights = 8;
        _refused(list, abi.encodeWithSelector(IConsortiumRegistry.Registry_BadRights.selector, 8));
        list = _founders(1);
        list[0].nodes[0].publicKey = new bytes(65);
        _refused(list, abi.encodeWithSelector(IConsortiumRegistry.Registry_BadPublicKey.selector, 65));
    }

    function test_revertsWhenTheDirectoryIsFoundedWithoutAName() public {
        IDirectory.Entry[] memory entries = new IDirectory.Entry[](1);
        entries[0].target = address(registry);
        bytes memory reason = tryDeployTo(ELSEWHERE, codeOf("Directory"), abi.encode(timelock, entries));
        assertEq(
            keccak256(reason),
            keccak256(abi.encodeWithSelector(IDirectory.Directory_EmptyName.selector)),
            "reason"
        );
    }

    function test_revertsWhenTheRulesOfTheVoteAreBad() public {
        _refusedRules(4999, 1);
        _refusedRules(10_000, 1);
        _refusedRules(5000, 0);
        _acceptedRules(5000);
        _acceptedRules(9999);
    }

    function _founders(
        uint256 count
    ) private view returns (IConsortiumRegistry.FoundingOrganisation[] memory list) {
        list = new IConsortiumRegistry.FoundingOrganisation[](count);
        for (uint256 i = 0; i < count; ++i) list[i] = foundingOrganisation(i + 1);
    }

    function _refused(IConsortiumRegistry.FoundingOrganisation[] memory list, bytes memory expected) private {
        bytes memory arguments = abi.encode(wiring(), EMERGENCY_PERIOD, list);
        bytes memory reason = tryDeployTo(ELSEWHERE, codeOf("ConsortiumRegistry"), arguments);
        assertEq(keccak256(reason), keccak256(expected), "reason");
    }

    function _refusedRules(uint16 approvalBps, uint32 executionPeriod) private {
        ConsortiumGovernor.Rules memory bad = ConsortiumGovernor.Rules(1, 1, approvalBps, executionPeriod);
        bytes memory arguments = abi.encode(registry, timelock, bad);
        bytes memory reason = tryDeployTo(ELSEWHERE, codeOf("ConsortiumGovernor"), arguments);
        bytes memory expected = abi.encodeWithSelector(
            IConsortiumGovernor.Governor_BadRules.selector,
            uint256(approvalBps),
            uint256(executionPeriod)
        );
        assertEq(keccak256(reason), keccak256(expected), "reason");
    }

    function _acceptedRules(uint16 approvalBps) private {
        ConsortiumGovernor.Rules memory good = ConsortiumGovernor.Rules(1, 1, approvalBps, 1);
        deployTo(ELSEWHERE, codeOf("ConsortiumGovernor"), abi.encode(registry, timelock, good));
    }
}
