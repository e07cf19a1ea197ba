// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {Signing} from "./Signing.sol";

/// @notice Accounts come, go, change keys and are frozen by their own organisation.
contract AccountsTest is Signing {
    uint256 private constant KEY = uint256(keccak256("fresh account"));
    address private fresh = vm.addr(KEY);

    function setUp() public {
        found(4, 1);
    }

    /* Adding */

    function test_addsAnAccountWithItsConsent() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.OPERATOR, timeNow());
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AccountAdded(org(1), fresh, Rights.OPERATOR);
        expectEntry(IConsortiumRegistry.AccountAdded.selector, abi.encode(org(1), fresh, Rights.OPERATOR));
        _add(admin(1), Rights.OPERATOR, timeNow(), consent);
        IMembership.Account memory record = registry.accountOf(fresh);
        assertEq(OrgId.unwrap(record.orgId), 1, "organisation");
        assertEq(record.rights, Rights.OPERATOR, "rights");
        assertEq(record.kycSeenUntil, KYC_UNTIL, "KYC");
        assertEq(record.addedAt, timeNow(), "added at");
        assertFalse(record.frozenByOrganisation || record.frozenByCompliance, "frozen");
        assertEq(OrgId.unwrap(registry.organisationOfAccount(fresh)), 1, "organisation of account");
        assertEq(registry.nonces(fresh), 1, "nonce");
        _assertCounts(5, 2);
    }

    function test_aNewAdminCounts() public {
        _add(deputy(1), Rights.ADMIN, timeNow(), consentOf(KEY, org(1), Rights.ADMIN, timeNow()));
        _assertCounts(5, 3);
        assertEq(OrgId.unwrap(registry.voterOf(fresh)), 1, "voter");
    }

    function testFuzz_revertsWhenRightsAreUnknown(uint8 rights) public {
        bytes memory consent = consentOf(KEY, org(1), rights, timeNow());
        if (rights == 0 || rights > Rights.ALL) {
            expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_BadRights.selector, rights));
        }
        _add(admin(1), rights, timeNow(), consent);
    }

    function test_revertsWhenTheConsentIsForOtherTerms() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.VIEWER, timeNow());
        _expectBadSignature(fresh);
        _add(admin(1), Rights.ADMIN, timeNow(), consent);
        _expectBadSignature(fresh);
        _add(admin(2), Rights.VIEWER, timeNow(), consent);
        _expectBadSignature(fresh);
        _add(admin(1), Rights.VIEWER, timeNow() + 1, consent);
        bytes memory own = consentOf(keyOf("admin", 1), org(1), Rights.VIEWER, timeNow());
        _expectBadSignature(fresh);
        _add(admin(1), Rights.VIEWER, timeNow(), own);
    }

    function test_revertsWhenTheConsentIsMalleated() public {
        bytes memory consent = malleated(consentOf(KEY, org(1), Rights.VIEWER, timeNow()));
        _expectBadSignature(fresh);
        _add(admin(1), Rights.VIEWER, timeNow(), consent);
    }

    function test_revertsOnAChainWithAnotherId() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.VIEWER, timeNow());
        uint256 home = block.chainid;
        vm.chainId(home + 1);
        _expectBadSignature(fresh);
        _add(admin(1), Rights.VIEWER, timeNow(), consent);
        vm.chainId(home);
        _add(admin(1), Rights.VIEWER, timeNow(), consent);
    }

    function test_revertsAfterTheDeadline() public {
        uint40 deadline = timeNow();
        bytes memory consent = consentOf(KEY, org(1), Rights.VIEWER, deadline);
        skipSeconds(1);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_SignatureExpired.selector,
                uint256(deadline),
                uint256(timeNow())
            )
        );
        _add(admin(1), Rights.VIEWER, deadline, consent);
        vm.warp(deadline);
        _add(admin(1), Rights.VIEWER, deadline, consent);
    }

    function test_revertsWhenTheConsentIsUsedAgain() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.VIEWER, timeNow());
        _add(admin(1), Rights.VIEWER, timeNow(), consent);
        vm.prank(admin(1));
        registry.removeAccount(fresh);
        _expectBadSignature(fresh);
        _add(admin(1), Rights.VIEWER, timeNow(), consent);
    }

    function test_revertsWhenTheAccountIsTakenOrWasRemoved() public {
        bytes memory consent = consentOf(keyOf("operator", 2), org(1), Rights.VIEWER, timeNow());
        _expectTaken(operator(2), 2);
        vm.prank(admin(1));
        registry.addAccount(operator(2), Rights.VIEWER, timeNow(), consent);

        vm.prank(admin(2));
        registry.removeAccount(operator(2));
        _expectTaken(operator(2), 2);
        vm.prank(admin(1));
        registry.addAccount(operator(2), Rights.VIEWER, timeNow(), consent);

        consent = consentOf(keyOf("operator", 2), org(2), Rights.VIEWER, timeNow());
        _expectTaken(operator(2), 2);
        vm.prank(admin(2));
        registry.addAccount(operator(2), Rights.VIEWER, timeNow(), consent);
    }

    function test_revertsWhenTheCallerIsNoActiveAdmin() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.VIEWER, timeNow());
        _expectNotAdmin(operator(1), 1);
        _add(operator(1), Rights.VIEWER, timeNow(), consent);
        _expectNotAdmin(stranger(), 0);
        _add(stranger(), Rights.VIEWER, timeNow(), consent);
        vm.prank(admin(1));
        registry.freezeAccount(deputy(1));
        _expectNotAdmin(deputy(1), 1);
        _add(deputy(1), Rights.VIEWER, timeNow(), consent);
        _suspend(1);
        _expectWrongStatus(1, IConsortiumRegistry.Status.Suspended);
        _add(admin(1), Rights.VIEWER, timeNow(), consent);
    }

    function test_housekeepingGoesOnWhenTheIdentityCheckHasLapsed() public {
        vm.warp(KYC_UNTIL);
        _add(admin(1), Rights.VIEWER, timeNow(), consentOf(KEY, org(1), Rights.VIEWER, timeNow()));
    }

    function test_revertsAtTheMostAccounts() public {
        for (uint256 i = 4; i < 256; ++i) {
            _addNamed(string.concat("account ", Strings.toString(i)));
        }
        _assertCounts(256, 2);
        bytes memory consent = consentOf(KEY, org(1), Rights.VIEWER, timeNow());
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_TooMany.selector, org(1), 256));
        _add(admin(1), Rights.VIEWER, timeNow(), consent);
        vm.prank(admin(1));
        registry.rotateAccount(viewer(1), fresh, timeNow(), consent);
        _assertCounts(256, 2);
    }

    /* Removing */

    function test_anAdminRemovesAnAccount() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AccountRemoved(org(1), deputy(1));
        expectEntry(IConsortiumRegistry.AccountRemoved.selector, abi.encode(org(1), deputy(1)));
        _remove(admin(1), deputy(1));
        assertEq(registry.accountOf(deputy(1)).rights, 0, "rights");
        assertEq(OrgId.unwrap(registry.organisationOfAccount(deputy(1))), 0, "organisation of account");
        assertEq(OrgId.unwrap(registry.voterOf(deputy(1))), 0, "voter");
        _assertCounts(3, 1);
    }

    function test_anAccountRemovesItself() public {
        _remove(viewer(1), viewer(1));
        _assertCounts(3, 2);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, viewer(1)));
        _remove(viewer(1), viewer(1));
    }

    function test_accountsLeaveAlsoASuspendedOrganisation() public {
        _suspend(1);
        _remove(admin(1), operator(1));
        _remove(viewer(1), viewer(1));
        _assertCounts(2, 2);
    }

    function test_revertsWhenRemovingByAStrangerOrAnEqual() public {
        _expectNotAdmin(operator(1), 1);
        _remove(operator(1), viewer(1));
        _expectNotAdmin(stranger(), 0);
        _remove(stranger(), viewer(1));
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NotAccountOf.selector, viewer(1), org(2))
        );
        _remove(admin(2), viewer(1));
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _remove(admin(1), stranger());
    }

    function test_revertsWhenAFrozenAccountRemovesItself() public {
        vm.prank(admin(1));
        registry.freezeAccount(operator(1));
        _expectFrozen(operator(1));
        _remove(operator(1), operator(1));
        vm.prank(complianceOfficer());
        registry.complianceFreeze(viewer(1));
        _expectFrozen(viewer(1));
        _remove(viewer(1), viewer(1));
        _remove(admin(1), viewer(1));
        _remove(admin(1), operator(1));
        _assertCounts(2, 2);
    }

    function test_revertsWhenTheLastAdminWouldGo() public {
        _remove(admin(1), deputy(1));
        _expectLastAdmin(admin(1));
        _remove(admin(1), admin(1));
    }

    function test_revertsWhenOnlyAFrozenAdminWouldRemain() public {
        vm.prank(admin(1));
        registry.freezeAccount(deputy(1));
        _expectLastAdmin(admin(1));
        _remove(admin(1), admin(1));
        _remove(admin(1), deputy(1));
        _assertCounts(3, 1);
    }

    /* Rotating */

    function test_anAccountRotatesItself() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.OPERATOR, timeNow());
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AccountRotated(org(1), operator(1), fresh);
        expectEntry(IConsortiumRegistry.AccountRotated.selector, abi.encode(org(1), operator(1), fresh));
        _rotate(operator(1), operator(1), consent);
        assertEq(registry.accountOf(operator(1)).rights, 0, "rights of the old key");
        assertEq(registry.accountOf(fresh).rights, Rights.OPERATOR, "rights of the new key");
        _assertCounts(4, 2);
    }

    function test_theOnlyAdminRotates() public {
        _remove(admin(1), deputy(1));
        _rotate(admin(1), admin(1), consentOf(KEY, org(1), Rights.ADMIN | Rights.OPERATOR, timeNow()));
        _assertCounts(3, 1);
        assertEq(OrgId.unwrap(registry.voterOf(fresh)), 1, "voter");
    }

    function test_anAdminRotatesAnAccountFrozenByTheOrganisation() public {
        vm.prank(admin(1));
        registry.freezeAccount(deputy(1));
        _assertCounts(4, 1);
        _rotate(admin(1), deputy(1), consentOf(KEY, org(1), Rights.ADMIN | Rights.OPERATOR, timeNow()));
        _assertCounts(4, 2);
        assertFalse(registry.accountOf(fresh).frozenByOrganisation, "frozen by the organisation");
    }

    function test_aComplianceFreezeFollowsTheRights() public {
        vm.prank(complianceOfficer());
        registry.complianceFreeze(operator(1));
        bytes memory consent = consentOf(KEY, org(1), Rights.OPERATOR, timeNow());
        _expectFrozen(operator(1));
        _rotate(operator(1), operator(1), consent);
        _rotate(admin(1), operator(1), consent);
        assertTrue(registry.accountOf(fresh).frozenByCompliance, "frozen by compliance");
        assertFalse(registry.isMember(fresh), "member");
    }

    function test_revertsWhenRotatingWhileNotActive() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.OPERATOR, timeNow());
        _suspend(1);
        _expectWrongStatus(1, IConsortiumRegistry.Status.Suspended);
        _rotate(operator(1), operator(1), consent);
        _expectWrongStatus(1, IConsortiumRegistry.Status.Suspended);
        _rotate(admin(1), operator(1), consent);
    }

    function test_revertsWhenRotatingWithoutTheRightConsent() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.VIEWER, timeNow());
        _expectBadSignature(fresh);
        _rotate(operator(1), operator(1), consent);
        bytes memory own = consentOf(keyOf("operator", 1), org(1), Rights.OPERATOR, timeNow());
        _expectTaken(operator(1), 1);
        vm.prank(operator(1));
        registry.rotateAccount(operator(1), operator(1), timeNow(), own);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_SignatureExpired.selector,
                uint256(timeNow() - 1),
                uint256(timeNow())
            )
        );
        vm.prank(operator(1));
        registry.rotateAccount(operator(1), fresh, timeNow() - 1, consent);
    }

    function test_revertsWhenRotatingAnothersAccount() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.OPERATOR, timeNow());
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NotAccountOf.selector, operator(1), org(2))
        );
        _rotate(admin(2), operator(1), consent);
        _expectNotAdmin(viewer(1), 1);
        _rotate(viewer(1), operator(1), consent);
    }

    /* Frozen by the organisation */

    function test_freezesAndUnfreezes() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AccountFrozen(org(1), deputy(1), true);
        expectEntry(IConsortiumRegistry.AccountFrozen.selector, abi.encode(org(1), deputy(1), true));
        _freeze(admin(1), deputy(1));
        assertEq(OrgId.unwrap(registry.voterOf(deputy(1))), 0, "voter while frozen");
        _assertCounts(4, 1);

        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AccountUnfrozen(org(1), deputy(1), true);
        expectEntry(IConsortiumRegistry.AccountUnfrozen.selector, abi.encode(org(1), deputy(1), true));
        _unfreeze(admin(1), deputy(1));
        assertEq(OrgId.unwrap(registry.voterOf(deputy(1))), 1, "voter");
        _assertCounts(4, 2);
    }

    function test_freezingAnOperatorLeavesTheAdminsAlone() public {
        _freeze(admin(1), operator(1));
        _assertCounts(4, 2);
        _unfreeze(admin(1), operator(1));
        _assertCounts(4, 2);
    }

    function test_freezesAlsoWhileSuspended() public {
        _suspend(1);
        _freeze(admin(1), operator(1));
        _unfreeze(admin(1), operator(1));
    }

    function test_revertsWhenThereIsNothingToChange() public {
        bytes memory nothing = abi.encodeWithSelector(
            IConsortiumRegistry.Registry_NothingToChange.selector,
            operator(1)
        );
        expectError(nothing);
        _unfreeze(admin(1), operator(1));
        _freeze(admin(1), operator(1));
        expectError(nothing);
        _freeze(admin(1), operator(1));
    }

    function test_revertsWhenTheLastAdminWouldBeFrozen() public {
        _freeze(admin(1), deputy(1));
        _expectLastAdmin(admin(1));
        _freeze(admin(1), admin(1));
    }

    function test_revertsWhenFreezingAnothersAccountOrWithoutTheRight() public {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NotAccountOf.selector, operator(1), org(2))
        );
        _freeze(admin(2), operator(1));
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NotAccountOf.selector, operator(1), org(2))
        );
        _unfreeze(admin(2), operator(1));
        _expectNotAdmin(viewer(1), 1);
        _freeze(viewer(1), operator(1));
        _expectNotAdmin(viewer(1), 1);
        _unfreeze(viewer(1), operator(1));
        _remove(admin(1), operator(1));
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NotAccountOf.selector, operator(1), org(1))
        );
        _freeze(admin(1), operator(1));
    }

    /* Replacing a lost admin */

    function test_theAllianceReplacesALostAdmin() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.ADMIN | Rights.OPERATOR, timeNow());
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.AdminReplaced(org(1), admin(1), fresh);
        expectEntry(IConsortiumRegistry.AdminReplaced.selector, abi.encode(org(1), admin(1), fresh));
        _replaceAdmin(1, admin(1), consent);
        assertEq(OrgId.unwrap(registry.voterOf(admin(1))), 0, "old voter");
        assertEq(OrgId.unwrap(registry.voterOf(fresh)), 1, "new voter");
        _assertCounts(4, 2);
    }

    function test_replacesAnAdminOfASuspendedMember() public {
        _suspend(1);
        _replaceAdmin(1, admin(1), consentOf(KEY, org(1), Rights.ADMIN | Rights.OPERATOR, timeNow()));
        _assertCounts(4, 2);
    }

    function test_replacingKeepsAComplianceFreeze() public {
        vm.prank(complianceOfficer());
        registry.complianceFreeze(admin(1));
        _replaceAdmin(1, admin(1), consentOf(KEY, org(1), Rights.ADMIN | Rights.OPERATOR, timeNow()));
        assertTrue(registry.accountOf(fresh).frozenByCompliance, "frozen by compliance");
    }

    function test_revertsWhenTheLostAccountIsNoAdminOfTheOrganisation() public {
        bytes memory consent = consentOf(KEY, org(1), Rights.OPERATOR, timeNow());
        _expectNotAdmin(operator(1), 1);
        _replaceAdmin(1, operator(1), consent);
        _expectNotAdmin(admin(2), 1);
        _replaceAdmin(1, admin(2), consent);
        _expectBadSignature(fresh);
        _replaceAdmin(1, admin(1), consent);
    }

    function test_revertsWhenReplacingForNobodyOrAnExpelledMember() public {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_UnknownOrganisation.selector, org(9))
        );
        _replaceAdmin(9, admin(1), "");
        vm.prank(address(timelock));
        registry.expel(org(1), REASON);
        _expectWrongStatus(1, IConsortiumRegistry.Status.Expelled);
        _replaceAdmin(1, admin(1), "");
    }

    function testFuzz_revertsWhenReplacingIsNotVoted(address caller) public {
        vm.assume(caller != address(timelock));
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_OnlyTimelock.selector,
                caller,
                address(timelock)
            )
        );
        vm.prank(caller);
        registry.replaceAdmin(org(1), admin(1), fresh, timeNow(), "");
    }

    function _add(address caller, uint8 rights, uint256 deadline, bytes memory consent) private {
        vm.prank(caller);
        registry.addAccount(fresh, rights, deadline, consent);
    }

    function _addNamed(string memory name) private {
        bytes memory consent = consentOf(keyNamed(name), org(1), Rights.VIEWER, timeNow());
        vm.prank(admin(1));
        registry.addAccount(addressNamed(name), Rights.VIEWER, timeNow(), consent);
    }

    function _remove(address caller, address account) private {
        vm.prank(caller);
        registry.removeAccount(account);
    }

    function _rotate(address caller, address account, bytes memory consent) private {
        vm.prank(caller);
        registry.rotateAccount(account, fresh, timeNow(), consent);
    }

    function _freeze(address caller, address account) private {
        vm.prank(caller);
        registry.freezeAccount(account);
    }

    function _unfreeze(address caller, address account) private {
        vm.prank(caller);
        registry.unfreezeAccount(account);
    }

    function _replaceAdmin(uint256 organisation, address lost, bytes memory consent) private {
        vm.prank(address(timelock));
        registry.replaceAdmin(org(organisation), lost, fresh, timeNow(), consent);
    }

    function _suspend(uint256 organisation) private {
        vm.prank(address(timelock));
        registry.suspend(org(organisation), REASON);
    }

    function _expectBadSignature(address signer) private {
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_BadSignature.selector, signer));
    }

    function _expectTaken(address account, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_AccountTaken.selector,
                account,
                org(organisation)
            )
        );
    }

    function _expectNotAdmin(address caller, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_NotAdminOf.selector,
                caller,
                org(organisation)
            )
        );
    }

    function _expectFrozen(address account) private {
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account));
    }

    function _expectLastAdmin(address account) private {
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_LastAdmin.selector, org(1), account));
    }

    function _expectWrongStatus(uint256 organisation, IConsortiumRegistry.Status status) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_WrongStatus.selector,
                org(organisation),
                status
            )
        );
    }

    function _assertCounts(uint256 accounts, uint256 admins) private view {
        IConsortiumRegistry.Organisation memory record = registry.organisationOf(org(1));
        assertEq(record.accountCount, accounts, "accounts");
        assertEq(record.adminCount, admins, "admins");
    }
}
