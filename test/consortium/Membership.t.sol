// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {Signing} from "./Signing.sol";

/// @notice May this account act now? And the offices whose acts decide it.
contract MembershipTest is Signing {
    function setUp() public {
        found(4, 1);
    }

    function test_anOperatorInGoodStandingActs() public view {
        assertEq(OrgId.unwrap(registry.requireMember(operator(1))), 1, "operator");
        assertEq(OrgId.unwrap(registry.requireMember(admin(3))), 3, "admin that operates");
        (OrgId a, OrgId b) = registry.requireCanAct(operator(2), operator(4));
        assertEq(OrgId.unwrap(a), 2, "first");
        assertEq(OrgId.unwrap(b), 4, "second");
        assertTrue(registry.isMember(operator(1)), "isMember");
    }

    function test_revertsWhenTheAccountIsUnknownOrRemoved() public {
        _refused(
            stranger(),
            abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger())
        );
        vm.prank(admin(1));
        registry.removeAccount(operator(1));
        bytes memory removed = abi.encodeWithSelector(
            IMembership.Membership_UnknownAccount.selector,
            operator(1)
        );
        _refused(operator(1), removed);
    }

    function test_revertsWithoutTheOperatorRight() public {
        _refused(
            viewer(1),
            abi.encodeWithSelector(
                IMembership.Membership_MissingRight.selector,
                viewer(1),
                Rights.VIEWER,
                Rights.OPERATOR
            )
        );
    }

    function test_revertsWhenFrozenByTheOrganisation() public {
        vm.prank(admin(1));
        registry.freezeAccount(deputy(1));
        _refused(deputy(1), abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, deputy(1)));
        assertEq(OrgId.unwrap(registry.voterOf(deputy(1))), 0, "its vote is taken");
    }

    function test_revertsWhenFrozenByComplianceButTheVoteStays() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AccountFrozen(org(1), admin(1), false);
        expectEntry(IConsortiumRegistry.AccountFrozen.selector, abi.encode(org(1), admin(1), false));
        _complianceFreeze(admin(1));
        _refused(admin(1), abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, admin(1)));
        assertEq(OrgId.unwrap(registry.voterOf(admin(1))), 1, "its vote stays");
        assertEq(registry.organisationOf(org(1)).adminCount, 2, "admins");

        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AccountUnfrozen(org(1), admin(1), false);
        expectEntry(IConsortiumRegistry.AccountUnfrozen.selector, abi.encode(org(1), admin(1), false));
        _complianceUnfreeze(admin(1));
        assertTrue(registry.isMember(admin(1)), "member again");
    }

    function test_oneFreezeDoesNotLiftTheOther() public {
        _complianceFreeze(operator(1));
        vm.prank(admin(1));
        registry.freezeAccount(operator(1));
        _complianceUnfreeze(operator(1));
        assertFalse(registry.isMember(operator(1)), "frozen by the organisation");
        _complianceFreeze(operator(1));
        vm.prank(admin(1));
        registry.unfreezeAccount(operator(1));
        assertFalse(registry.isMember(operator(1)), "frozen by compliance");
    }

    function test_revertsWhenTheOrganisationIsSuspendedOrExpelled() public {
        bytes memory outcast = abi.encodeWithSelector(
            IMembership.Membership_NotInStanding.selector,
            operator(1),
            org(1)
        );
        vm.prank(address(timelock));
        registry.suspend(org(1), REASON);
        _refused(operator(1), outcast);
        assertEq(OrgId.unwrap(registry.voterOf(admin(1))), 0, "voter while suspended");
        vm.prank(address(timelock));
        registry.expel(org(1), REASON);
        _refused(operator(1), outcast);
        assertEq(OrgId.unwrap(registry.voterOf(admin(1))), 0, "voter once expelled");
    }

    function test_revertsFromTheSecondTheIdentityCheckLapses() public {
        vm.warp(KYC_UNTIL - 1);
        assertTrue(registry.isMember(operator(1)), "in the last second");
        assertTrue(registry.isInGoodStanding(org(1)), "good standing in the last second");
        vm.warp(KYC_UNTIL);
        _refused(operator(1), _lapsed(operator(1), KYC_UNTIL));
        assertFalse(registry.isInGoodStanding(org(1)), "good standing");
        assertEq(OrgId.unwrap(registry.voterOf(admin(1))), 1, "its vote stays");
    }

    function test_aRenewalHelpsAccountsWithAStaleCopy() public {
        uint40 later = KYC_UNTIL + 30 days;
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.KycRenewed(org(1), later, KYC_UNTIL);
        expectEntry(IConsortiumRegistry.KycRenewed.selector, abi.encode(org(1), later, KYC_UNTIL));
        _renewKyc(1, later);
        assertEq(registry.accountOf(operator(1)).kycSeenUntil, KYC_UNTIL, "stale copy");
        vm.warp(KYC_UNTIL);
        assertEq(OrgId.unwrap(registry.requireMember(operator(1))), 1, "acts on the renewed check");
        assertTrue(registry.isMember(operator(1)), "isMember");
        vm.warp(later - 1);
        assertTrue(registry.isMember(operator(1)), "in the last second");
        vm.warp(later);
        _refused(operator(1), _lapsed(operator(1), later));
    }

    function test_syncCopiesTheRenewalAndChangesNoStanding() public {
        uint40 later = KYC_UNTIL + 30 days;
        _renewKyc(1, later);
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (operator(1), operator(2));
        vm.prank(stranger());
        registry.syncAccounts(accounts);
        assertEq(registry.accountOf(operator(1)).kycSeenUntil, later, "copy of the renewed");
        assertEq(registry.accountOf(operator(2)).kycSeenUntil, KYC_UNTIL, "copy of the other");
        vm.warp(later);
        _refused(operator(1), _lapsed(operator(1), later));
    }

    function test_revertsWhenSyncingAnUnknownAccount() public {
        address[] memory accounts = new address[](1);
        accounts[0] = stranger();
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        registry.syncAccounts(accounts);
    }

    function test_revertsWhenKycWouldNotMoveForward() public {
        _expectBadKyc(KYC_UNTIL, KYC_UNTIL);
        _renewKyc(1, KYC_UNTIL);
        _renewKyc(1, KYC_UNTIL + 1);
        vm.warp(KYC_UNTIL + 10);
        _expectBadKyc(KYC_UNTIL + 10, KYC_UNTIL + 1);
        _renewKyc(1, KYC_UNTIL + 10);
        _renewKyc(1, KYC_UNTIL + 11);
    }

    function test_revertsWhenRenewingForNobodyOrAnExpelledMember() public {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_UnknownOrganisation.selector, org(5))
        );
        _renewKyc(5, KYC_UNTIL + 1);
        vm.prank(address(timelock));
        registry.expel(org(1), REASON);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_WrongStatus.selector,
                org(1),
                IConsortiumRegistry.Status.Expelled
            )
        );
        _renewKyc(1, KYC_UNTIL + 1);
    }

    function test_theRegistrarRenewsAlsoForASuspendedMember() public {
        vm.prank(address(timelock));
        registry.suspend(org(1), REASON);
        _renewKyc(1, KYC_UNTIL + 1);
        assertFalse(registry.isInGoodStanding(org(1)), "still suspended");
    }

    function test_requiresAllCapabilities() public {
        uint16 both = Capabilities.OPERATOR | Capabilities.BUYER;
        assertEq(OrgId.unwrap(registry.requireCapable(operator(1), both)), 1, "both");
        assertEq(OrgId.unwrap(registry.requireCapable(operator(1), Capabilities.BUYER)), 1, "one");
        uint16 wanted = Capabilities.BUYER | Capabilities.BANK;
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                operator(1),
                org(1),
                wanted
            )
        );
        registry.requireCapable(operator(1), wanted);
    }

    function test_requireCapableAsksForMembershipFirst() public {
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        registry.requireCapable(stranger(), 0);
    }

    function test_bothOfAPairMustBeMembers() public {
        bytes memory unknown = abi.encodeWithSelector(
            IMembership.Membership_UnknownAccount.selector,
            stranger()
        );
        expectError(unknown);
        registry.requireCanAct(stranger(), operator(1));
        expectError(unknown);
        registry.requireCanAct(operator(1), stranger());
    }

    function test_revertsWhenThereIsNothingForComplianceToChange() public {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NothingToChange.selector, operator(1))
        );
        _complianceUnfreeze(operator(1));
        _complianceFreeze(operator(1));
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NothingToChange.selector, operator(1))
        );
        _complianceFreeze(operator(1));
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _complianceFreeze(stranger());
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _complianceUnfreeze(stranger());
    }

    function testFuzz_revertsWhenTheCallerHoldsNoOffice(address caller) public {
        vm.assume(caller != registrar() && caller != complianceOfficer());
        _expectNoOffice(caller);
        vm.prank(caller);
        registry.renewKyc(org(1), KYC_UNTIL + 1);
        _expectNoOffice(caller);
        vm.prank(caller);
        registry.complianceFreeze(operator(1));
        _expectNoOffice(caller);
        vm.prank(caller);
        registry.complianceUnfreeze(operator(1));
    }

    function test_officesAreApart() public {
        _expectNoOffice(complianceOfficer());
        vm.prank(complianceOfficer());
        registry.renewKyc(org(1), KYC_UNTIL + 1);
        _expectNoOffice(registrar());
        vm.prank(registrar());
        registry.complianceFreeze(operator(1));
        _expectNoOffice(registrar());
        vm.prank(registrar());
        registry.complianceUnfreeze(operator(1));
    }

    function test_onlyTheOfficesContractMovesTheRegisterToAnother() public {
        assertEq(registry.authority(), address(offices), "authority");
        _expectNoOffice(address(timelock));
        vm.prank(address(timelock));
        registry.setAuthority(address(governor));
    }

    function _complianceFreeze(address account) private {
        vm.prank(complianceOfficer());
        registry.complianceFreeze(account);
    }

    function _complianceUnfreeze(address account) private {
        vm.prank(complianceOfficer());
        registry.complianceUnfreeze(account);
    }

    function _renewKyc(uint256 organisation, uint40 expiresAt) private {
        vm.prank(registrar());
        registry.renewKyc(org(organisation), expiresAt);
    }

    function _refused(address account, bytes memory reason) private {
        expectError(reason);
        registry.requireMember(account);
        expectError(reason);
        registry.requireCanAct(account, operator(2));
        expectError(reason);
        registry.requireCapable(account, Capabilities.BUYER);
        assertFalse(registry.isMember(account), "isMember");
    }

    function _lapsed(address account, uint40 expiredAt) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMembership.Membership_KycLapsed.selector, account, org(1), expiredAt);
    }

    function _expectBadKyc(uint40 expiresAt, uint40 current) private {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_BadKycExpiry.selector, expiresAt, current)
        );
    }

    function _expectNoOffice(address caller) private {
        expectError(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }
}
