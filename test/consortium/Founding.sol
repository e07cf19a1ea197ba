// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {ConsortiumAccessManager} from "../../contracts/consortium/ConsortiumAccessManager.sol";
import {ConsortiumGovernor} from "../../contracts/consortium/ConsortiumGovernor.sol";
import {ConsortiumRegistry} from "../../contracts/consortium/ConsortiumRegistry.sol";
import {Directory} from "../../contracts/consortium/Directory.sol";
import {DirectoryNames} from "../../contracts/consortium/DirectoryNames.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {ValidatorSet} from "../../contracts/consortium/ValidatorSet.sol";
import {Predeploys} from "../lib/Predeploys.sol";
import {Secp256k1} from "../lib/Secp256k1.sol";

/// @notice Founds an alliance in block 0 with the real wiring. Organisation `i` has two admins that also operate,
/// one plain operator and one viewer, and runs a validator, a standby validator and a spare node.
abstract contract Founding is Predeploys {
    IDirectory internal constant directory = IDirectory(address(0x7770));
    TimelockController internal constant timelock = TimelockController(payable(address(0x7773)));
    ConsortiumGovernor internal constant governor = ConsortiumGovernor(payable(address(0x7772)));
    ConsortiumRegistry internal constant registry = ConsortiumRegistry(address(0x7771));
    ConsortiumAccessManager internal constant offices = ConsortiumAccessManager(address(0x7774));
    IValidatorSet internal constant validators = IValidatorSet(address(0x7777));
    IValidatorSet internal constant rescue = IValidatorSet(address(0x7778));

    uint40 internal constant OPENING = 1_800_000_000;
    uint40 internal constant KYC_UNTIL = OPENING + 365 days;
    uint40 internal constant EMERGENCY_PERIOD = 3 days;
    uint48 internal constant VOTING_DELAY = 1 hours;
    uint32 internal constant VOTING_PERIOD = 2 days;
    uint16 internal constant APPROVAL_BPS = 6000;
    uint32 internal constant EXECUTION_PERIOD = 7 days;
    uint256 internal constant TIMELOCK_DELAY = 1 days;
    uint32 internal constant CHANGE_INTERVAL = 10;
    uint32 internal constant LIVENESS_WINDOW = 100;
    uint32 internal constant PROBATION = 80;
    uint64 internal constant REGISTRAR = 1;
    uint64 internal constant COMPLIANCE = 2;

    bytes32 internal constant REASON = keccak256("minutes of the meeting");

    uint256 internal founders;

    function found(uint256 organisations, uint16 floor) internal {
        founders = organisations;
        // OpenZeppelin's AccessManager would void every role that is granted at time zero.
        vm.warp(1);
        vm.roll(0);
        _deployGovernance();
        _deployRegistry();
        _deploySet(address(validators), rescue, floor, "validator");
        _deploySet(address(rescue), validators, 1, "standby");
        vm.roll(1000);
        vm.warp(OPENING);
        vm.coinbase(address(0xfee));
    }

    /* People, accounts and nodes */

    function keyOf(string memory role, uint256 organisation) internal pure returns (uint256) {
        return keyNamed(string.concat(role, " ", Strings.toString(organisation)));
    }

    function accountOf(string memory role, uint256 organisation) internal pure returns (address) {
        return vm.addr(keyOf(role, organisation));
    }

    function admin(uint256 organisation) internal pure returns (address) {
        return accountOf("admin", organisation);
    }

    function deputy(uint256 organisation) internal pure returns (address) {
        return accountOf("deputy", organisation);
    }

    function operator(uint256 organisation) internal pure returns (address) {
        return accountOf("operator", organisation);
    }

    function viewer(uint256 organisation) internal pure returns (address) {
        return accountOf("viewer", organisation);
    }

    function validatorNode(uint256 organisation) internal pure returns (address) {
        return accountOf("validator", organisation);
    }

    function standbyNode(uint256 organisation) internal pure returns (address) {
        return accountOf("standby", organisation);
    }

    function spareNode(uint256 organisation) internal pure returns (address) {
        return accountOf("spare", organisation);
    }

    function registrar() internal pure returns (address) {
        return addressNamed("registrar");
    }

    function complianceOfficer() internal pure returns (address) {
        return addressNamed("compliance officer");
    }

    function stranger() internal pure returns (address) {
        return addressNamed("stranger");
    }

    function org(uint256 number) internal pure returns (OrgId) {
        return OrgId.wrap(uint32(number));
    }

    function application(string memory name) internal pure returns (IConsortiumRegistry.Application memory) {
        return
            IConsortiumRegistry.Application({
                name: name,
                legalId: keccak256(bytes(name)),
                capabilities: Capabilities.BANK | Capabilities.BUYER,
                kycExpiresAt: KYC_UNTIL,
                admin: addressNamed(name)
            });
    }

    /// @dev Admits an applicant without the vote that the governor's own tests go through.
    function admitted(string memory name) internal returns (OrgId) {
        IConsortiumRegistry.Application memory request = application(name);
        vm.prank(request.admin);
        registry.applyForMembership(request);
        vm.prank(address(timelock));
        return registry.admit(request);
    }

    /* Expectations */

    function expectError(bytes memory revertData) internal {
        vm.expectRevert(revertData);
    }

    /// @dev Expects the next entry of the change log, its head recomputed from what the interface promises.
    function expectEntry(bytes32 topic0, bytes memory arguments) internal {
        (uint64 sequence, uint64 blockNumber, bytes32 head) = registry.logTip();
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.ChangeLogged(
            sequence + 1,
            blockNumber,
            nextHead(head, sequence + 1, topic0, arguments)
        );
    }

    function nextHead(
        bytes32 head,
        uint64 sequence,
        bytes32 topic0,
        bytes memory arguments
    ) internal view returns (bytes32) {
        return keccak256(abi.encode(head, sequence, uint256(timeNow()), topic0, keccak256(arguments)));
    }

    /// @dev Every founding validator of `set` proposes a block and someone records it.
    function wake(IValidatorSet set) internal {
        address[] memory list = set.getValidators();
        for (uint256 i = 0; i < list.length; ++i) {
            vm.coinbase(list[i]);
            set.poke();
        }
    }

    /// @dev What Besu does after each block: it reads a list from nowhere with the gas of one transaction, and halts
    /// on anything but distinct keys.
    function assertBesuCanRead() internal {
        assertBesuCanRead(validators);
        assertBesuCanRead(rescue);
    }

    function assertBesuCanRead(IValidatorSet set) internal {
        vm.prank(address(0));
        address[] memory list = set.getValidators{gas: 16_777_216}();
        assertTrue(list.length >= 1 && list.length <= 64, "length of the list");
        for (uint256 i = 0; i < list.length; ++i) {
            assertTrue(list[i] != address(0), "zero in the list");
            for (uint256 j = 0; j < i; ++j) assertTrue(list[i] != list[j], "key twice in the list");
        }
    }

    function assertStatus(
        uint256 organisation,
        IConsortiumRegistry.Status expected,
        string memory what
    ) internal view {
        assertEq(uint256(registry.statusOf(org(organisation))), uint256(expected), what);
    }

    /* What the alliance is founded with */

    function foundingOrganisation(
        uint256 i
    ) internal view returns (IConsortiumRegistry.FoundingOrganisation memory founder) {
        founder.name = string.concat("Founder ", Strings.toString(i));
        founder.legalId = keccak256(bytes(founder.name));
        founder.capabilities = Capabilities.OPERATOR | Capabilities.BUYER;
        founder.kycExpiresAt = KYC_UNTIL;
        founder.accounts = new IConsortiumRegistry.FoundingAccount[](4);
        founder.accounts[0] = IConsortiumRegistry.FoundingAccount(admin(i), Rights.ADMIN | Rights.OPERATOR);
        founder.accounts[1] = IConsortiumRegistry.FoundingAccount(deputy(i), Rights.ADMIN | Rights.OPERATOR);
        founder.accounts[2] = IConsortiumRegistry.FoundingAccount(operator(i), Rights.OPERATOR);
        founder.accounts[3] = IConsortiumRegistry.FoundingAccount(viewer(i), Rights.VIEWER);
        founder.nodes = new IConsortiumRegistry.FoundingNode[](3);
        founder.nodes[0] = IConsortiumRegistry.FoundingNode(
            Secp256k1.publicKeyOf(keyOf("validator", i)),
            "10.0.0.1:30303",
            1
        );
        founder.nodes[1] = IConsortiumRegistry.FoundingNode(
            Secp256k1.publicKeyOf(keyOf("standby", i)),
            "10.0.0.2:30303",
            2
        );
        founder.nodes[2] = IConsortiumRegistry.FoundingNode(
            Secp256k1.publicKeyOf(keyOf("spare", i)),
            "10.0.0.3:30303",
            0
        );
    }

    function bounds(uint16 floor) internal pure returns (IValidatorSet.Bounds memory) {
        return IValidatorSet.Bounds(floor, CHANGE_INTERVAL, LIVENESS_WINDOW, PROBATION);
    }

    function rules() internal pure returns (ConsortiumGovernor.Rules memory) {
        return ConsortiumGovernor.Rules(VOTING_DELAY, VOTING_PERIOD, APPROVAL_BPS, EXECUTION_PERIOD);
    }

    function wiring() internal pure returns (ConsortiumRegistry.Wiring memory) {
        return ConsortiumRegistry.Wiring(address(timelock), address(offices), validators, rescue);
    }

    function _deployGovernance() private {
        address[] memory onlyGovernor = new address[](1);
        onlyGovernor[0] = address(governor);
        deployTo(
            address(timelock),
            codeOf("TimelockController"),
            abi.encode(TIMELOCK_DELAY, onlyGovernor, onlyGovernor, address(0))
        );
        deployTo(address(governor), codeOf("ConsortiumGovernor"), abi.encode(registry, timelock, rules()));
        IDirectory.Entry[] memory entries = new IDirectory.Entry[](6);
        entries[0] = IDirectory.Entry(DirectoryNames.REGISTRY, address(registry));
        entries[1] = IDirectory.Entry(DirectoryNames.GOVERNOR, address(governor));
        entries[2] = IDirectory.Entry(DirectoryNames.TIMELOCK, address(timelock));
        entries[3] = IDirectory.Entry(DirectoryNames.ACCESS_MANAGER, address(offices));
        entries[4] = IDirectory.Entry(DirectoryNames.VALIDATOR_SET, address(validators));
        entries[5] = IDirectory.Entry(DirectoryNames.RESCUE_VALIDATOR_SET, address(rescue));
        deployTo(address(directory), codeOf("Directory"), abi.encode(timelock, entries));
        deployTo(
            address(offices),
            codeOf("ConsortiumAccessManager"),
            abi.encode(timelock, _foundingOffices())
        );
    }

    function _deployRegistry() private {
        IConsortiumRegistry.FoundingOrganisation[]
            memory list = new IConsortiumRegistry.FoundingOrganisation[](founders);
        for (uint256 i = 0; i < founders; ++i) list[i] = foundingOrganisation(i + 1);
        deployTo(
            address(registry),
            codeOf("ConsortiumRegistry"),
            abi.encode(wiring(), EMERGENCY_PERIOD, list)
        );
    }

    function _deploySet(address target, IValidatorSet sibling, uint16 floor, string memory role) private {
        IValidatorSet.Seat[] memory seats = new IValidatorSet.Seat[](founders);
        for (uint256 i = 0; i < founders; ++i)
            seats[i] = IValidatorSet.Seat(accountOf(role, i + 1), org(i + 1));
        deployTo(target, codeOf("ValidatorSet"), abi.encode(directory, sibling, bounds(floor), seats));
    }

    function _foundingOffices() private pure returns (ConsortiumAccessManager.Office[] memory list) {
        list = new ConsortiumAccessManager.Office[](2);
        list[0].roleId = REGISTRAR;
        list[0].holders = new address[](1);
        list[0].holders[0] = registrar();
        list[0].target = address(registry);
        list[0].selectors = new bytes4[](1);
        list[0].selectors[0] = IConsortiumRegistry.renewKyc.selector;
        list[1].roleId = COMPLIANCE;
        list[1].holders = new address[](1);
        list[1].holders[0] = complianceOfficer();
        list[1].target = address(registry);
        list[1].selectors = new bytes4[](2);
        list[1].selectors[0] = IConsortiumRegistry.complianceFreeze.selector;
        list[1].selectors[1] = IConsortiumRegistry.complianceUnfreeze.selector;
    }
}
